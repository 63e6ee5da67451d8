"""The shapes that users of other libraries know, one module for each of them."""
