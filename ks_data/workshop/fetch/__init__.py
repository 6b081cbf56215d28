"""Fetches figures and borders from public servers; what comes back goes the way of a dropped file."""
