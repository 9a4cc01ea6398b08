"""Matching: enterprises, search over the resource library, subscriptions, and deals up to signature.

Reads ``library``, ``inventory`` (legal status), ``filing`` and the other writers' ``enterprises`` and ``matching``;
publishes ``enterprises`` and ``matching``.
"""
