// Unit layer: which HTTP status codes a text such as `200-399,401` lists.
import { isStatusIn, parseStatusCodes } from '#shared/domain/model/status-codes.ts';

it.each([
  { text: '200', ranges: [[200, 200]] },
  { text: '200-399', ranges: [[200, 399]] },
  {
    text: '200-299, 401',
    ranges: [
      [200, 299],
      [401, 401],
    ],
  },
  { text: '399-200', ranges: undefined },
  { text: '200-299,', ranges: undefined },
  { text: '', ranges: undefined },
  { text: '2xx', ranges: undefined },
  { text: '099', ranges: undefined },
  { text: '200-600', ranges: undefined },
])('"$text" lists $ranges', ({ text, ranges }) => {
  expect(parseStatusCodes(text)).toEqual(ranges);
});

it.each([
  { status: 199, expected: false },
  { status: 200, expected: true },
  { status: 399, expected: true },
  { status: 400, expected: false },
  { status: 401, expected: true },
  { status: 402, expected: false },
])('$status is in 200-399,401: $expected', ({ status, expected }) => {
  expect(isStatusIn(status, '200-399,401')).toBe(expected);
});

it('no status is in an invalid text', () => {
  expect(isStatusIn(200, 'all')).toBe(false);
});
