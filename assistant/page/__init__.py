"""The page: a Gradio chat in a FastAPI app. No other module imports Gradio; none but the command line imports this."""
