"""How Django itself writes dates, by language: United Nations style in English; Chinese, which it knows as zh_Hans."""
