"""The edge to the people we follow up: what is said and written to them."""
