//! A library of its own that has every widget on every device, one screen each, for tests of what is drawn.

use kiosk::lesson::Library;

use super::library::Folder;

const PERSONAS: &str = r#"
[tap]
title = "bà Nguyễn Thị Tập"

[tap.values]
name = "Nguyễn Thị Tập"
pin = "282646"
commune = "Phường Phan Đình Phùng"

[[tap.papers]]
id = "card"
title = "Thẻ tập"
lines = [
  { label = "Họ và tên", value = "name" },
  { label = "Mã PIN tập", value = "pin" },
  { label = "Nơi ở", value = "commune" },
]
"#;

const PHONE: &str = r#"
name = "Ví tập"
device = "phone"
tile = { text = "VÍ", color = "green" }

[screens.front]
title = "Ví tập"
root = true
widgets = [
  { heading = "Chào bà Tập" },
  { text = "Mọi thứ ở đây đều là tập, không mất tiền." },
  { row = "to-kinds", label = "Loại tài khoản", detail = "Cá nhân hay hộ kinh doanh", do = [{ go = "kinds" }] },
  { row = "to-card", label = "Chụp thẻ Căn cước", do = [{ go = "card" }] },
  { row = "to-face", label = "Chụp khuôn mặt", do = [{ go = "face" }] },
  { row = "to-sheet", label = "Bảng phí", do = [{ go = "sheet" }] },
  { tabs = "bar", items = [
    { id = "home", label = "Trang chủ", do = [{ go = "front" }] },
    { id = "qr", label = "Quét QR", do = [{ go = "scan" }] },
    { id = "me", label = "Cá nhân", do = [{ go = "settings" }] },
  ] },
]

[screens.kinds]
title = "Loại tài khoản"
back = "front"
widgets = [
  { text = "Tài khoản dùng để nhận tiền bán hàng và trả tiền điện, nước." },
  { choice = "kind", label = "Bà muốn mở tài khoản nào?", look = "radio", options = [
    { id = "own", label = "Cá nhân" },
    { id = "shop", label = "Hộ kinh doanh, có biển hiệu và mã số thuế riêng" },
    { id = "none", label = "Chưa biết" },
  ] },
  { button = "next", label = "Tiếp tục", needs = ["kind is filled"], do = [{ go = "where" }] },
]

[screens.where]
title = "Nơi ở"
widgets = [
  { choice = "commune", label = "Xã, phường", options = "communes" },
  { button = "next", label = "Tiếp tục", needs = ["commune is filled"], do = [{ go = "pin" }] },
]

[screens.pin]
title = "Đặt mã PIN"
widgets = [
  { keypad = "pin", label = "Mã PIN 6 số", rule = "pin" },
  { button = "next", label = "Xác nhận", right = ["pin = {persona.pin}"], then = { go = "settings" }, wrong = "Mã PIN chưa đúng. Mời thử lại." },
]

[screens.settings]
title = "Cá nhân"
back = "front"
widgets = [
  { toggle = "finger", label = "Đăng nhập bằng vân tay", detail = "Không cần gõ mật khẩu nữa" },
  { toggle = "news", label = "Nhận tin quảng cáo" },
  { checkbox = "agree", label = "Tôi đã đọc điều khoản" },
  { tabs = "bar", items = [
    { id = "home", label = "Trang chủ", do = [{ go = "front" }] },
    { id = "qr", label = "Quét QR", do = [{ go = "scan" }] },
    { id = "me", label = "Cá nhân", do = [{ go = "settings" }] },
  ] },
]

[screens.scan]
title = "Quét mã QR"
enter = [{ when = ["!asked-camera"], show = "perm-camera" }]
back = "front"
widgets = [
  { camera = "lens", label = "Máy ảnh đang bật", mode = "qr", sees = [
    { id = "wall", label = "Tờ giấy dán trên tường", do = [{ notify = "Mã này lạ: không phải của quầy." }] },
    { id = "till", label = "Mã QR đứng ở quầy", do = [{ go = "code" }] },
  ] },
]

[screens.perm-camera]
like = "permission"
ask = "Cho phép Ví tập chụp ảnh và quay video?"
flag = "asked-camera"

[screens.card]
title = "Chụp thẻ"
back = "front"
widgets = [
  { camera = "lens", label = "Mặt trước thẻ Căn cước", mode = "card", sees = [
    { id = "front", label = "Mặt trước thẻ", do = [{ set = "card-seen", show = "sure" }] },
  ] },
]

[screens.sure]
title = "Dùng ảnh này?"
kind = "dialog"
widgets = [
  { text = "Ảnh rõ, đủ bốn góc." },
  { button = "yes", label = "Dùng ảnh", do = [{ close = true, go = "front" }] },
  { button = "no", label = "Chụp lại", do = [{ close = true }] },
]

[screens.face]
title = "Chụp khuôn mặt"
back = "front"
widgets = [
  { camera = "lens", label = "Nhìn thẳng, giữ yên", mode = "face", sees = [
    { id = "self", label = "Mặt của mình", do = [{ set = "face-seen", go = "front" }] },
  ] },
]

[screens.code]
title = "Mã của quầy"
back = "front"
widgets = [
  { qr = "real", label = "Quán cô Mai", content = "TAP QUAN CO MAI 0001" },
  { button = "ok", label = "Đúng quán", do = [{ go = "poster" }] },
]

[screens.poster]
title = "Tờ rơi"
back = "front"
widgets = [
  { image = "wheel", label = "Biển của quầy: một cái cân", lines = ["   o   ", "  -+-  ", " /   \\ ", "'     '"] },
  { qr = "box", label = "Mã của người lạ, đừng quét khi chưa hỏi" },
  { button = "ok", label = "Đã xem", do = [{ set = "poster-seen", go = "front" }] },
]

[screens.sheet]
title = "Bảng phí"
back = "front"
widgets = [
  { table = "fees", title = "Phí chuyển tiền", head = ["Số tiền", "Phí"], rows = [
    ["dưới 500.000 đ", "0 đ"],
    ["trên 500.000 đ", "2.000 đ"],
  ] },
  { table = "long", title = "Nơi nộp tiền mặt", head = ["Nơi nộp", "Giờ mở cửa", "Cần mang theo"], rows = [
    ["Điểm giao dịch xã Luyện Tập", "7 giờ 30 đến 16 giờ", "Thẻ Căn cước"],
    ["Bưu điện văn hóa xã", "cả ngày", "Thẻ và sổ tiết kiệm"],
  ] },
  { button = "ok", label = "Đã xem", do = [{ set = "sheet-seen", go = "front" }] },
]

[screens.ring]
title = "Công an quận (0000 000 113)"
kind = "call"
widgets = [
  { text = "Số này không có trong danh bạ." },
  { button = "answer", label = "Nghe máy", do = [{ set = "answered", close = true }] },
  { button = "decline", label = "Từ chối", do = [{ set = "declined", close = true }] },
]
"#;

const SITE: &str = r#"
name = "Cổng dịch vụ tập"
device = "browser"
address = "dichvucong.tinhmau.vi-du"
tile = { text = "DV", color = "blue" }

[screens.front]
title = "Cổng dịch vụ tập"
root = true
widgets = [
  { link = "to-long", label = "Hướng dẫn nộp hồ sơ", do = [{ go = "guide" }] },
  { link = "to-login", label = "Đăng nhập", do = [{ go = "login" }] },
]

[screens.login]
title = "Đăng nhập"
address = "dang-nhap.cong-dich-vu-cong-quoc-gia.tinhmau.vi-du.kiem-tra-phan-cuoi.example"
back = "front"
widgets = [
  { heading = "Đăng nhập bằng tài khoản định danh" },
  { field = "name", label = "Họ và tên", rule = "name" },
  { choice = "ward", label = "Nơi nộp hồ sơ", options = "communes" },
  { checkbox = "agree", label = "Tôi đồng ý" },
  { button = "go", label = "Đăng nhập", needs = ["name is filled", "ward is filled", "agree"], do = [{ go = "done" }] },
]

[screens.done]
title = "Hồ sơ của tôi"
back = "front"
widgets = [
  { tabs = "tabs", items = [
    { id = "one", label = "Đang xử lý", do = [{ go = "done" }] },
    { id = "two", label = "Đã xong", do = [{ go = "finished" }] },
  ] },
  { card = "one-file", title = "Hồ sơ 0001", lines = ["Đăng ký tạm trú", "Người nộp: {name}"] },
]

[screens.finished]
title = "Hồ sơ đã xong"
back = "front"
widgets = [
  { tabs = "tabs", items = [
    { id = "one", label = "Đang xử lý", do = [{ go = "done" }] },
    { id = "two", label = "Đã xong", do = [{ go = "finished" }] },
  ] },
  { text = "Chưa có hồ sơ nào xong." },
]

[screens.guide]
title = "Hướng dẫn nộp hồ sơ"
back = "front"
widgets = [
  { text = "Bước một: chuẩn bị giấy tờ. Thẻ Căn cước, hợp đồng thuê nhà và ảnh chụp rõ nét." },
  { text = "Bước hai: đăng nhập bằng tài khoản định danh điện tử. Không đưa mã OTP cho ai." },
  { text = "Bước ba: chọn đúng thủ tục. Gõ tên thủ tục vào ô tìm, ví dụ đăng ký tạm trú." },
  { text = "Bước bốn: điền tờ khai. Xem giấy tờ rồi gõ từng ô, không gõ theo trí nhớ." },
  { text = "Bước năm: đính kèm ảnh giấy tờ. Mỗi loại giấy một ảnh, đủ bốn góc." },
  { text = "Bước sáu: xem lại. So từng dòng với giấy tờ trước khi bấm nộp." },
  { text = "Bước bảy: nộp và ghi lại mã hồ sơ. Mã dùng để xem tình trạng." },
  { text = "Bước tám: theo dõi tin nhắn. Cổng báo khi hồ sơ thiếu giấy tờ." },
  { link = "back-up", label = "Về trang đầu của cổng", do = [{ set = "read", go = "front" }] },
]
"#;

const SHOP: &str = r#"
name = "Quán cô Mai"
device = "place"
tile = { text = "QUÁN", color = "yellow" }

[screens.front]
title = "Quán cô Mai, chợ tập"
root = true
widgets = [
  { text = "Cô Mai: “Của bác hết 150.000 đ ạ. Bác trả tiền mặt hay quét mã?”" },
  { row = "sign", label = "Nhìn tấm biển QR ở quầy", do = [{ set = "looked", notify = "Tên trên biển: Quán cô Mai." }] },
  { row = "ask", label = "Hỏi cô Mai", detail = "Có đúng mã của quán không?", needs = ["looked"], do = [{ set = "asked" }] },
  { text = "Cô Mai: “Đúng mã của quán em ạ.”", when = ["asked"] },
]
"#;

const LESSON: &str = r#"
title = "Bài thử"
task = "Xem mọi thứ một lần."
topic = "t"
minutes = 1
persona = "tap"
"#;

const ON_PHONE: &str = r#"
device = "phone"
papers = ["card"]
apps = ["wallet", "shop"]
installed = ["wallet", "shop"]

[[steps]]
id = "kind"
say = "Mở **Ví tập**, chọn tài khoản **Hộ kinh doanh**."
goal = ["wallet.kind = shop"]

[[steps]]
id = "where"
say = "Chọn **{persona.commune}**."
goal = ["wallet.commune = 05443"]

[[steps]]
id = "pin"
say = "Nhập mã PIN."
goal = ["at wallet.settings"]

[[steps]]
id = "finger"
say = "Bật đăng nhập bằng vân tay."
goal = ["wallet.finger"]

[[steps]]
id = "scan"
say = "Quét mã ở quầy."
goal = ["at wallet.code"]

[[steps]]
id = "poster"
say = "Xem tờ rơi."
goal = ["wallet.poster-seen"]

[[steps]]
id = "card"
say = "Chụp thẻ."
goal = ["wallet.card-seen", "at wallet.front"]

[[steps]]
id = "face"
say = "Chụp khuôn mặt."
goal = ["wallet.face-seen"]

[[steps]]
id = "sheet"
say = "Xem bảng phí."
goal = ["wallet.sheet-seen"]

[[steps]]
id = "ring"
say = "Có người gọi. Từ chối."
goal = ["wallet.declined"]
comes = "wallet.ring"

[[steps]]
id = "shop"
say = "Ra quán hỏi cô Mai."
goal = ["shop.asked"]
"#;

const IN_BROWSER: &str = r#"
device = "browser"
papers = ["card"]
apps = ["site", "shop"]
installed = ["site"]

[[steps]]
id = "read"
say = "Đọc hướng dẫn."
goal = ["site.read"]

[[steps]]
id = "log-in"
say = "Đăng nhập, xem địa chỉ trang trước."
goal = ["site.name = {persona.name}", "site.ward = 05665", "at site.done"]

[[steps]]
id = "tab"
say = "Xem hồ sơ đã xong."
goal = ["at site.finished"]
"#;

/// The lesson on the phone and at the shop.
pub const PHONE_LESSON: &str = "demo-phone";

/// The lesson in the browser.
pub const BROWSER_LESSON: &str = "demo-browser";

/// Both lessons.
pub fn library() -> Library {
    let folder = Folder::empty();
    folder.write("personas.toml", PERSONAS);
    folder.write("apps/wallet.toml", PHONE);
    folder.write("apps/site.toml", SITE);
    folder.write("apps/shop.toml", SHOP);
    folder.write("demo-phone.toml", format!("{LESSON}{ON_PHONE}"));
    folder.write("demo-browser.toml", format!("{LESSON}{IN_BROWSER}"));
    let loaded = folder.load();
    let told: Vec<String> = loaded.findings.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.concat());
    loaded.library
}
