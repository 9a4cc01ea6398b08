"""The local OIDC issuer: it signs real tokens for sample accounts, without passwords, on this machine only."""
