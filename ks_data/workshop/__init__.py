"""Makes what the app ships: data/ from the typed-in sources, shapes/ from borders, and the demonstration set."""
