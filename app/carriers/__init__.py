"""What carriers pull: manifests by cursor in their formats, and what they answer."""
