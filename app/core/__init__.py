"""What every capability stands on: database, errors, web, time, ids. It knows none of the capabilities."""
