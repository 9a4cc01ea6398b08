"""The published language: what Panhuo's services say to each other and to the provinces."""
