"""Lets `python -m panhuo` stand in for the `panhuo` command."""

from panhuo.cli import main

if __name__ == "__main__":
    main()
