"""What every app may use: no models, each module named for its job."""
