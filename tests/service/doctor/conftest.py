"""A clean place as for every test of the commands."""

from tests.service.conftest import clean_place

__all__ = ("clean_place",)
