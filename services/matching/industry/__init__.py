"""Industry libraries: a set of the library's entries that a province, a ministry or a chain leader keeps."""
