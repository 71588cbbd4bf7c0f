-- Reminders are jobs; that nobody is reminded twice is held by the key of the notification.
drop table activity_reminders;
