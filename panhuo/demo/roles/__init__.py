"""What each role finds on its screens: work in every state, done through the same doors as real work."""
