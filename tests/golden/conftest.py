"""`pytest tests/golden --update-golden` rewrites the files from what the product said; read the diff."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite golden conversations")
