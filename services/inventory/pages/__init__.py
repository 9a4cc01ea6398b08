"""Inventory's screens."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
