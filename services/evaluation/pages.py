"""The service's screens."""

from fastapi import APIRouter

router = APIRouter()
