"""What other programs may ask over HTTP and as tools: `/api/v1`, health and measures, MCP. Knows no page."""
