"""The stand-in authentication service, for phones whose authentication URL leads to a server that is gone."""
