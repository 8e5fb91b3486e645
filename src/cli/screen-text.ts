// Control characters but tab and line end, and those that turn the direction of their neighbours.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text for a person's screen: what could rewrite or reorder it is shown as U+FFFD. */
export const screenText = (text: string): string => text.replace(unseen, '\ufffd');
