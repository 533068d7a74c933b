"""Families of Cisco IP phones: one module each, values only, exported as DRIVERS."""
