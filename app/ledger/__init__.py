"""The append-only record of what happened: events chained per stream, sealed in one gapless order."""
