#!/bin/sh
# mousepad, beside an updater that asks its question at the worst moment: as soon as the file $UPDATE_AFTER is there.
if [ -n "$UPDATE_AFTER" ]; then
  (
    until [ -e "$UPDATE_AFTER" ]; do sleep 0.1; done
    exec zenity --question --title 'Update' --text 'A new version is there.' --ok-label 'Restart now' --cancel-label 'Remind me later' --width 900 --height 500
  ) &
fi
exec mousepad --disable-server "$@"
