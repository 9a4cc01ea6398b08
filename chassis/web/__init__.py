"""What the pages of the five services share: layout, components, languages, styles, map tiles."""
