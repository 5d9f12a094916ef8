package words

import "madoguchi/store"

// Alarm says what is keyed wrong so often, since when, and what to do.
func Alarm(a store.Alarm) Warning {
	since, until := When(a.Since), When(a.Until)
	switch a.Deed {
	case store.DidStopCodes:
		return Warning{
			What: "引き継ぎ番号の、まちがいが続いています。だれかが、番号をさぐっているかもしれません。",
			ToDo: since + "から、引き継ぎ番号を止めています。" + until + "に、また使えるようになります。" +
				"それまでは、担当者番号で引き継いでください。予約の電話は、いつもどおりです。",
			Admin: "コールセンターの方に、押しまちがえた方がいないか、聞いてください。だれもいないときは、電話の会社に、知らせてください。",
		}
	case store.DidDoubtNumbers:
		return Warning{
			What: "担当者番号の、まちがいが続いています。だれかが、番号をさぐっているかもしれません。",
			ToDo: since + "から、続いています。電話の引き継ぎも、予約の電話も、いつもどおりです。",
			Admin: "コールセンターの方に、押しまちがえた方がいないか、聞いてください。だれもいないときは、電話の会社に知らせて、" +
				"担当者番号を新しくしてください（madoguchi staff number 名前 new）。",
		}
	case store.DidDoubtReceipts:
		return Warning{
			What: "別の電話から、受付番号と下4けたの、まちがいが続いています。だれかが、番号をさぐっているかもしれません。",
			ToDo: since + "から、続いています。予約の電話は、いつもどおりです。同じ受付番号で、1日に5回まちがえると、次の日までは、職員だけがご案内します。",
			Admin: "オペレーターや窓口の方に、困っている方から電話がないか、聞いてください。記録に、どの電話からかがあります。" +
				"同じ番号からのときは、その番号を、番号の出ない電話からのときは、その種類を、着信拒否にできます。",
		}
	case store.DidStopNameless:
		return Warning{
			What: "番号の出ない電話から、受付番号での問い合わせが、続いています。",
			ToDo: since + "から、番号の出ない電話には、受付番号での予約の案内を止めています。" + until + "に、また案内します。" +
				"番号の出る電話は、いつもどおりです。",
			Admin: "オペレーターや窓口の方に、困っている方から電話がないか、聞いてください。続くときは、着信拒否のページで、番号の出ない電話を断れます。",
		}
	case store.DidStopProofs:
		return Warning{
			What: "インターネットの予約ページで、電話番号の確認が、1時間に60回を超えました。だれかが、ほかの方の番号を入れているかもしれません。",
			ToDo: since + "から、予約ページでの、新しい確認を止めています。" + until + "に、また始まります。" +
				"もう確認が済んだ方も、予約の電話も、いつもどおりです。",
			Admin: "急に予約が増えるお知らせを、出していないか、聞いてください。心当たりがないときは、電話の会社の画面で、SMSの数と料金を確かめてください。",
		}
	}
	return Warning{}
}
