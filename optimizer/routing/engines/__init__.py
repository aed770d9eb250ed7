"""The engines that search for ways; only `optimizer.routing` calls them, and every answer is checked after them."""
