// What opens beside a control: in the browser's top layer, so that no pane cuts it off.

export function openBeside(menu, anchor, isAsWide = false) {
  if (!menu.isConnected) return;
  if (!menu.matches(":popover-open")) menu.showPopover();
  const at = anchor.getBoundingClientRect(), room = innerHeight - at.bottom - 12;
  menu.style.width = isAsWide ? `${at.width}px` : "";
  menu.style.maxHeight = `${Math.min(300, Math.max(room, at.top - 12))}px`;
  const { width, height } = menu.getBoundingClientRect(), isBelow = height <= room || room > at.top;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  menu.style.top = `${isBelow ? at.bottom + 4 : at.top - height - 4}px`;
}

export const isOpen = (menu) => menu.isConnected && menu.matches(":popover-open");
export function closePopup(menu) { if (isOpen(menu)) menu.hidePopover(); }

// The entry after, or before, in a ring.
export const stepped = (at, key, count) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[key] ?? 0;
  return at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count;
};
