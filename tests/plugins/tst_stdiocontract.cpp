// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/plugins/backendcontract.h"
#include "tests/plugins/stdiobench.h"

using namespace Signalbox;

/** The contract, kept by the stdio backend with a real child. */
class TestStdioContract : public BackendContract
{
    Q_OBJECT

    BackendFixture fixture() override
    {
        BackendFixture fixture;
        fixture.answering = [this] { return m_bench.make(QStringList{}); };
        fixture.impossible = [this] {
            return m_bench.make(QJsonObject{{QStringLiteral("command"), QStringLiteral("/no/such/program")}});
        };
        fixture.dying = [this] { return m_bench.make({QStringLiteral("exit"), QStringLiteral("1")}); };
        return fixture;
    }

    StdioBench m_bench;
};

QTEST_GUILESS_MAIN(TestStdioContract)
#include "tst_stdiocontract.moc"
