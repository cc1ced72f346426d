"""The manifests by which chat platforms know the app, with the addresses of a deployment."""
