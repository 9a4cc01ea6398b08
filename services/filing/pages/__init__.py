"""Filing's screens: the registers, the license form, products, the articles it rests on."""
