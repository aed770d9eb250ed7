"""Number ranges: what the hub issues itself and what airlines and posts allot to it, each without gaps or doubles."""
