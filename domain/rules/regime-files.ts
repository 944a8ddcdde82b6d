// Written by `npm run rules:seal`.
import auApp from './regimes/au-app.json';
import brLgpd from './regimes/br-lgpd.json';
import caPipeda from './regimes/ca-pipeda.json';
import caQc from './regimes/ca-qc.json';
import chFadp from './regimes/ch-fadp.json';
import cnApp2019 from './regimes/cn-app-2019.json';
import cnAuto2021 from './regimes/cn-auto-2021.json';
import cnContract from './regimes/cn-contract.json';
import cnCredit from './regimes/cn-credit.json';
import cnCyberIncident from './regimes/cn-cyber-incident.json';
import cnGbt35273 from './regimes/cn-gbt35273.json';
import cnMiit24 from './regimes/cn-miit24.json';
import euGdpr from './regimes/eu-gdpr.json';
import hkPdpo from './regimes/hk-pdpo.json';
import inDpdp from './regimes/in-dpdp.json';
import jpAppi from './regimes/jp-appi.json';
import krPipa from './regimes/kr-pipa.json';
import sgPdpa from './regimes/sg-pdpa.json';
import trKvkk from './regimes/tr-kvkk.json';
import ukGdpr from './regimes/uk-gdpr.json';
import usCaCcpa from './regimes/us-ca-ccpa.json';
import usCo from './regimes/us-co.json';
import usCt from './regimes/us-ct.json';
import usDe from './regimes/us-de.json';
import usFl from './regimes/us-fl.json';
import usIa from './regimes/us-ia.json';
import usIn from './regimes/us-in.json';
import usKy from './regimes/us-ky.json';
import usMd from './regimes/us-md.json';
import usMn from './regimes/us-mn.json';
import usMt from './regimes/us-mt.json';
import usNe from './regimes/us-ne.json';
import usNh from './regimes/us-nh.json';
import usNj from './regimes/us-nj.json';
import usOr from './regimes/us-or.json';
import usRi from './regimes/us-ri.json';
import usTn from './regimes/us-tn.json';
import usTx from './regimes/us-tx.json';
import usUt from './regimes/us-ut.json';
import usVa from './regimes/us-va.json';
import zaPopia from './regimes/za-popia.json';

/** Every rule set that comes with the product, as imported, in the order of docs/law.md. */
export const regimeFiles: readonly unknown[] = [
  auApp,
  brLgpd,
  caPipeda,
  caQc,
  chFadp,
  cnApp2019,
  cnAuto2021,
  cnContract,
  cnCredit,
  cnCyberIncident,
  cnGbt35273,
  cnMiit24,
  euGdpr,
  hkPdpo,
  inDpdp,
  jpAppi,
  krPipa,
  sgPdpa,
  trKvkk,
  ukGdpr,
  usCaCcpa,
  usCo,
  usCt,
  usDe,
  usFl,
  usIa,
  usIn,
  usKy,
  usMd,
  usMn,
  usMt,
  usNe,
  usNh,
  usNj,
  usOr,
  usRi,
  usTn,
  usTx,
  usUt,
  usVa,
  zaPopia,
];
