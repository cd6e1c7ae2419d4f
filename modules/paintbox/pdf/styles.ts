import { StyleSheet } from '@react-pdf/renderer';
import { family } from './fonts.ts';

const ink = '#17242e';
const soft = '#52606a';
const line = '#d8d2c4';
const candle = '#c5872b';

/** Set on each block: on the page itself a line height makes what is fixed to the foot vanish (react-pdf 4.9). */
const text = { fontSize: 10.5, lineHeight: 1.42 };

/** Points, on the scale of the page: 10.5 for reading, 1.2 up from there. */
export const styles = StyleSheet.create({
  page: {
    paddingTop: 54,
    paddingBottom: 66,
    paddingHorizontal: 56,
    fontFamily: family,
    color: ink,
    fontFeatureSettings: ['tnum', 'lnum'],
  },
  masthead: {
    ...text,
    flexDirection: 'row',
    justifyContent: 'space-between',
    alignItems: 'flex-end',
    marginBottom: 34,
  },
  business: { fontSize: 15, fontWeight: 600, lineHeight: 1.2 },
  logo: {
    height: 36,
    maxWidth: 180,
    marginBottom: 8,
    objectFit: 'contain',
    objectPosition: '0 50%',
    alignSelf: 'flex-start',
  },
  plain: {},
  soft: { color: soft },
  mark: { width: 30, height: 3, backgroundColor: candle, marginBottom: 10 },
  title: { fontSize: 27, lineHeight: 1.15, marginBottom: 14 },
  facts: { flexDirection: 'row', flexWrap: 'wrap', marginBottom: 20 },
  fact: { width: '50%', paddingRight: 16, marginBottom: 6 },
  factTerm: { color: soft, fontSize: 9 },
  state: { ...text, borderLeftWidth: 2, borderLeftColor: candle, paddingLeft: 10, marginBottom: 18 },
  head: text,
  part: { ...text, marginBottom: 20 },
  heading: { fontSize: 15, fontWeight: 600, lineHeight: 1.2, marginBottom: 6 },
  subheading: { fontWeight: 600, marginTop: 4, marginBottom: 2 },
  paragraph: { marginBottom: 7 },
  row: { flexDirection: 'row', justifyContent: 'space-between' },
  label: { flexGrow: 1, flexShrink: 1, paddingRight: 18 },
  amount: { flexShrink: 0, textAlign: 'right' },
  strong: { fontWeight: 600 },
  tableHead: { borderBottomWidth: 0.75, borderBottomColor: line, paddingBottom: 3, fontSize: 9, color: soft },
  section: { borderBottomWidth: 0.75, borderBottomColor: line, paddingBottom: 7 },
  sectionHead: { fontSize: 12, fontWeight: 600, paddingTop: 7, marginBottom: 2 },
  option: { flexDirection: 'row', paddingVertical: 5, borderBottomWidth: 0.75, borderBottomColor: line },
  optionMark: { width: 20, flexShrink: 0 },
  // A drawing that is squeezed to nothing at the foot of a page cannot be scaled, and nothing is printed at all.
  drawing: { flexShrink: 0 },
  optionAmount: { flexShrink: 0, alignItems: 'flex-end' },
  optionText: { flexGrow: 1, flexShrink: 1 },
  sums: { marginLeft: '32%' },
  subtotal: { borderTopWidth: 0.75, borderTopColor: line, paddingTop: 2 },
  total: {
    borderTopWidth: 1.25,
    borderTopColor: ink,
    fontSize: 16,
    fontWeight: 600,
    paddingVertical: 4,
    lineHeight: 1.3,
  },
  small: { fontSize: 9, color: soft },
  signature: { fontSize: 24, fontStyle: 'italic', lineHeight: 1.3 },
  signLine: { borderBottomWidth: 0.75, borderBottomColor: ink, height: 34, marginBottom: 3 },
  footer: {
    position: 'absolute',
    left: 56,
    right: 56,
    bottom: 30,
    flexDirection: 'row',
    justifyContent: 'space-between',
    fontSize: 9,
    color: soft,
  },
});

export const colours = { ink, soft };
