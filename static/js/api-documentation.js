// Shows the API's own description with Swagger UI. No validator badge: it would ask another server.
"use strict";

const place = document.getElementById("documentation");
window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.schema,
  validatorUrl: null,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
});
