"""Tell which documents a question means by what it calls them."""
