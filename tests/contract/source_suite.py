"""What every source of phones must keep. The author of a plug-in subclasses `SourceSuite` and gives the two sources.

class TestMySource(SourceSuite):
    @pytest.fixture
    def source(self): ...              # gives at least one phone and no fault

    @pytest.fixture
    def unreadable_source(self): ...   # can not be read at all
"""

from __future__ import annotations

import pytest

from eraser.model.address import split_address
from eraser.model.outcome import BadInput
from eraser.model.phone import Phone, phone_name
from eraser.ports import Source


class SourceSuite:
    @pytest.fixture
    def source(self) -> Source:
        raise NotImplementedError("give a source with at least one phone and no fault")

    @pytest.fixture
    def unreadable_source(self) -> Source:
        raise NotImplementedError("give a source that can not be read at all")

    async def test_it_satisfies_the_port(self, source: Source) -> None:
        assert isinstance(source, Source)

    async def test_it_gives_phones_without_a_fault(self, source: Source) -> None:
        listing = await source.read_phones()

        assert () == listing.faults
        assert listing.phones
        assert all(isinstance(phone, Phone) for phone in listing.phones)

    async def test_every_phone_has_a_name_or_an_address(self, source: Source) -> None:
        listing = await source.read_phones()

        assert [] == [phone for phone in listing.phones if not (phone.name or phone.address)]

    async def test_names_are_as_the_phones_say_them(self, source: Source) -> None:
        listing = await source.read_phones()

        names = [phone.name for phone in listing.phones if phone.name]
        assert [phone_name(name) for name in names] == names

    async def test_addresses_are_host_or_host_and_port(self, source: Source) -> None:
        listing = await source.read_phones()

        for phone in listing.phones:
            if phone.address:
                assert split_address(phone.address)[0]

    async def test_no_phone_is_given_twice(self, source: Source) -> None:
        listing = await source.read_phones()

        keys = [phone.key for phone in listing.phones]
        assert sorted(set(keys)) == sorted(keys)

    async def test_every_phone_says_where_it_comes_from(self, source: Source) -> None:
        listing = await source.read_phones()

        assert [] == [phone.key for phone in listing.phones if not phone.origin]

    async def test_a_time_has_a_zone_and_an_address(self, source: Source) -> None:
        listing = await source.read_phones()

        times = [(phone.seen_at, phone.address) for phone in (*listing.phones, *listing.maybe) if phone.seen_at]
        assert [] == [seen_at for seen_at, address in times if seen_at.tzinfo is None or not address]

    async def test_what_may_be_a_phone_is_named_as_one_and_listed_only_once(self, source: Source) -> None:
        listing = await source.read_phones()

        names = [phone.name for phone in (*listing.phones, *listing.maybe) if phone.name]
        assert [] == [phone.origin for phone in listing.maybe if not phone.name]
        assert sorted(set(names)) == sorted(names)

    async def test_reading_twice_gives_the_same_phones(self, source: Source) -> None:
        first = await source.read_phones()
        second = await source.read_phones()

        assert first.phones == second.phones

    async def test_what_can_not_be_read_is_bad_input_of_one_line_a_fault(self, unreadable_source: Source) -> None:
        with pytest.raises(BadInput) as told:
            await unreadable_source.read_phones()

        assert told.value.faults
        assert [] == [fault for fault in told.value.faults if "\n" in fault or not fault]
