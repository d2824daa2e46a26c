#!/bin/sh
# Tells a channel how a deployment ended: notify.sh ENVIRONMENT STATUS. NOTIFY_URL is the channel's webhook, a secret, and
# NOTIFY_KIND says whose: slack or teams. A channel that cannot be told does not fail a deployment that went well.
set -eu

environment=$1 status=$2
if [ -z "${NOTIFY_URL:-}" ]; then
  echo 'nobody is told: the environment has no secret NOTIFY_URL'
  exit 0
fi
run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
text="$GITHUB_REPOSITORY $environment: deployment of $(printf %.7s "$GITHUB_SHA") by $GITHUB_ACTOR: $status. $run"
case ${NOTIFY_KIND:-slack} in
  slack) filter='{text: $text}' ;;
  teams)
    filter='{type: "message", attachments: [{contentType: "application/vnd.microsoft.card.adaptive", content:
      {type: "AdaptiveCard", version: "1.4", body: [{type: "TextBlock", wrap: true, text: $text}]}}]}'
    ;;
  *)
    echo "NOTIFY_KIND is $NOTIFY_KIND: set it to slack or teams" >&2
    exit 2
    ;;
esac
body=$(jq -cn --arg text "$text" "$filter")
# The address is a secret, so it stands in no list of processes.
printf 'url = "%s"\n' "$NOTIFY_URL" |
  curl --config - --silent --show-error --fail --max-time 20 --output /dev/null \
    --header 'Content-Type: application/json' --data "$body" ||
  echo "::warning::$environment: nobody could be told of the deployment"
