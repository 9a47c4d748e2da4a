// The first visit: offer the time zone of this browser instead of UTC.
const field = document.querySelector("select[name=time_zone]");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (field?.value === "UTC" && [...field.options].some((option) => option.value === here)) field.value = here;
