"""Legal status: the lines of the register, what stands by them, and the clocks that run beside."""
