"""What of this folder is no test."""

collect_ignore = ["load.py"]  # Locust runs it, and changes the standard library when it is imported
