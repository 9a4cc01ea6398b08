"""Inventory: what stands in the stock base library, and whether its institution has passed it.

Reads every writer's ``inventory`` (others' as copies), ``evaluation`` and ``filing``; publishes ``inventory``.
"""
