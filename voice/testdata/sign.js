// Signs webhooks with Twilio's own Node library, for voice/node_test.go: one JSON object a line
// in, its signature out. The library has to accept what it has signed.
"use strict";
const twilio = require("twilio");
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { url, form, key, settings } = JSON.parse(line);
  const algorithm = twilio.getSignatureAlgorithm(settings);
  const signature = twilio.getExpectedTwilioSignature(key, url, form, algorithm);
  if (!twilio.validateRequest(key, signature, url, form, algorithm)) {
    throw new Error(`the library refuses its own signature of ${url}`);
  }
  console.log(signature);
});
