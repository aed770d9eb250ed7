"""The scan path: from a code read on the floor to a durable answer that says what to do next."""
