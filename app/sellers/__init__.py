"""Pre-alerts: what sellers announce, from their files and over the API, with a fault for each wrong cell."""
