"""Delivery: every event takes effect in every reader exactly once, in order per key, or stands in its dead letters."""

from chassis.delivery.delivery import Delivery
from chassis.delivery.waves import Handler, Handlers

__all__ = ["Delivery", "Handler", "Handlers"]
