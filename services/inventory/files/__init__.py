"""Files as they are sent and handed out: kinds, columns, cells; nothing of the library."""
