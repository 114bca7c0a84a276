"""The scripts that make the judge's weights."""
