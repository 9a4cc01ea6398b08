"""Files license contracts and counts products: reads inventory, enterprises and matching, says filing."""
