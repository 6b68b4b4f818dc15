// The lines of two texts side by side: longest common subsequence, so that what stayed stands level.

export interface Pair {
  left: string | null;
  right: string | null;
  same: boolean;
}

export function sideBySide(before: string, after: string): Pair[] {
  const a = before.split("\n").filter((line) => line.trim());
  const b = after.split("\n").filter((line) => line.trim());
  const longest = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => longest[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = longest[i];
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  const pairs: Pair[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i] ?? null;
    const right = b[j] ?? null;
    if (left !== null && left === right) {
      pairs.push({ left, right, same: true });
      i++;
      j++;
    } else if (left !== null && right !== null && at(i + 1, j + 1) === at(i, j)) {
      pairs.push({ left, right, same: false });
      i++;
      j++;
    } else if (right === null || (left !== null && at(i + 1, j) >= at(i, j + 1))) {
      pairs.push({ left, right: null, same: false });
      i++;
    } else {
      pairs.push({ left: null, right, same: false });
      j++;
    }
  }
  return pairs;
}
