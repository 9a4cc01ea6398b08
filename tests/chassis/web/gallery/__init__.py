"""Every shared component on one page, with made-up text: for tests and for looking at."""
