import socket
from pathlib import Path

import pytest

from panhuo.runtime.errors import PortTaken
from panhuo.runtime.ports import LOOPBACK, PortBook, free_port


def test_a_part_keeps_its_port_over_restarts(tmp_path: Path):
    with PortBook(tmp_path / "ports.json") as first:
        port = first.take("kafka")

    with PortBook(tmp_path / "ports.json") as second:
        assert second.take("kafka") == port


def test_a_remembered_port_that_someone_took_is_replaced(tmp_path: Path):
    with PortBook(tmp_path / "ports.json") as first:
        port = first.take("kafka")

    with socket.create_server((LOOPBACK, port)), PortBook(tmp_path / "ports.json") as second:
        assert second.take("kafka") != port


def test_a_port_that_was_asked_for_and_is_taken_is_refused_with_a_way_out(tmp_path: Path):
    with socket.create_server((LOOPBACK, 0)) as stranger, PortBook(tmp_path / "ports.json") as book:
        port = stranger.getsockname()[1]

        with pytest.raises(PortTaken, match=f"Port {port} is in use .* --port {port + 1}"):
            book.take("caddy", wanted=port)


def test_two_copies_that_start_at_once_get_different_ports(tmp_path: Path):
    preferred = free_port()

    with PortBook(tmp_path / "one.json") as one, PortBook(tmp_path / "other.json") as other:
        ports = {one.take("caddy", preferred=preferred), other.take("caddy", preferred=preferred)}

    assert len(ports) == 2
