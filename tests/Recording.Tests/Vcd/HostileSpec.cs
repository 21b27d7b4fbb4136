using System.Text;
using GpioHub.Recording.Tests.Support;
using GpioHub.Recording.Vcd;
using Xunit;

namespace GpioHub.Recording.Tests.Vcd;

/// <summary>A file that is none: the line, and the reason (IF-4.3).</summary>
public class HostileSpec
{
    private const string Head = "$timescale 1 ns $end\n$scope module top $end\n$var wire 1 ! a $end\n$upscope $end\n$enddefinitions $end\n";

    [Theory(DisplayName = "What is no VCD is refused with its line and a reason")]
    [InlineData("", 1, "the file ends before $enddefinitions: it is no VCD, or only the beginning of one")]
    [InlineData("\n\n", 3, "the file ends before $enddefinitions: it is no VCD, or only the beginning of one")]
    [InlineData("PK\u0003\u0004", 1, "\"PK??\" where a command such as $var is expected")]
    [InlineData("$timescale 1 ns $end\n#0", 2, "\"#0\" where a command such as $var is expected")]
    [InlineData("$timescale 3 ns $end", 1, "$timescale 3 ns: expected 1, 10 or 100 of s, ms, us, ns, ps or fs")]
    [InlineData("$timescale 1 hour $end", 1, "$timescale 1 hour: expected 1, 10 or 100 of s, ms, us, ns, ps or fs")]
    [InlineData("$var wire 1 ! a $end\n$enddefinitions $end", 2, "the file has no $timescale: nobody can know how long its times are")]
    [InlineData("$timescale 1 ns $end\n$enddefinitions $end", 2, "the file declares no signal")]
    [InlineData("$upscope $end", 1, "$upscope without a $scope")]
    [InlineData("$scope module $end", 1, "$scope module: expected a kind and a name")]
    [InlineData("$dumpvars", 1, "$dumpvars before $enddefinitions")]
    [InlineData("$var wire 1 ! $end", 1, "$var wire 1 !: expected kind, width, identifier and name")]
    [InlineData("$var wire 65537 ! a $end", 1, "$var with the width \"65537\": expected at most 65536 bits")]
    [InlineData("$var wire -1 ! a $end", 1, "$var with the width \"-1\": expected at most 65536 bits")]
    [InlineData("$var wire 1 ! a $end $var wire 2 ! b $end", 1, "\"!\" is declared with 1 bits and with 2")]
    public void Heads(string text, long line, string reason) => Refused(text, line, reason);

    [Theory(DisplayName = "After the head too: nothing is guessed")]
    [InlineData("#0\n1?", 7, "the identifier \"?\" is not declared")]
    [InlineData("#0\n1", 7, "the value \"1\" without an identifier")]
    [InlineData("#0\nb12 !", 7, "\"12\" is no vector of 0, 1, x and z")]
    [InlineData("#0\nb !", 7, "a vector without bits")]
    [InlineData("#0\nb1", 7, "the file ends in the middle of a value")]
    [InlineData("#0\nr1.5", 7, "the file ends in the middle of a value")]
    [InlineData("#0\nr1.5 ?", 7, "the identifier \"?\" is not declared")]
    [InlineData("#0\nhello", 7, "the identifier \"ello\" is not declared")]
    [InlineData("#0\n2!", 7, "\"2!\" is no value, time or command")]
    [InlineData("#ten", 6, "\"#ten\" is no time; expected # and a whole number")]
    [InlineData("#-1", 6, "\"#-1\" is no time; expected # and a whole number")]
    [InlineData("#99999999999999999999", 6, "\"#99999999999999999999\" is no time; expected # and a whole number")]
    [InlineData("#9999999999999999999", 6, "\"#9999999999999999999\" is beyond the longest time, 292 years")]
    [InlineData("#10 1!\n\n#9", 8, "time runs backwards: \"#9\" comes after a later time")]
    public void Values(string text, long line, string reason) => Refused(Head + text, line, reason);

    [Fact(DisplayName = "Whatever is endless is refused before it is kept: words, names, scopes, declarations, a command without $end")]
    public void Endless()
    {
        Refuses(() => Repeated("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), "a word of more than 65600 bytes");
        Refuses(() => Repeated("$scope module s $end\n"), "scopes more than 256 deep");
        Refuses(() => Numbered(i => $"$var wire 1 ! v{i} $end\n"), "more than 262144 signals");
        Refuses(() => Numbered(i => $"$var wire 1 ! v{i}{new string('n', 30_000)} $end\n"), "names of more than 32 MiB together");
        Refuses(() => Numbered(i => $"$comment name p{i}{new string('n', 30_000)} x $end\n"), "names of more than 32 MiB together");
        Refuses(() => Repeated("$var wire 1 ! a\n"), "$var of more than 64 words: its $end is missing");
    }

    [Fact(DisplayName = "However long a file is, reading it takes no more memory than its head")]
    public void Huge()
    {
        var counter = new Counter();
        var reader = new VcdReader(counter);
        reader.Feed(Encoding.ASCII.GetBytes(Head));
        byte[] piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0!\n1!\n", 200_000)));
        reader.Feed(piece);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 80; i++) reader.Feed(piece);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(81L * 400_000, counter.Changes);
    }

    [Fact(DisplayName = "Bytes of chance, in a file or instead of one: read, or refused, and never anything else")]
    public void Chance()
    {
        const int seed = 20261130;
        var random = new Random(seed);
        byte[] good = Encoding.ASCII.GetBytes($"{Head}#0\n$dumpvars\n0!\n$end\n#5\n1!\nb1 !\n#7\n0!\n");
        int refused = 0;
        for (int run = 0; run < 20_000; run++)
        {
            byte[] text = (byte[])good.Clone();
            for (int i = random.Next(4); i >= 0; i--) text[random.Next(text.Length)] = (byte)random.Next(256);
            try
            {
                VcdLog.Read(text, 1 + random.Next(text.Length));
            }
            catch (VcdException e)
            {
                Assert.InRange(e.Line, 1, 1 + text.Count(letter => letter == (byte)'\n'));
                refused++;
            }
        }
        Assert.InRange(refused, 1000, 19_999);
    }

    private static void Refused(string text, long line, string reason)
    {
        var problem = Assert.Throws<VcdException>(() => VcdLog.Read(text));
        Assert.Equal((line, reason), (problem.Line, problem.Reason));
        Assert.Equal($"line {line}: {reason}", problem.Message);
    }

    private static void Refuses(Action reads, string reason) => Assert.Equal(reason, Assert.Throws<VcdException>(reads).Reason);

    private static void Repeated(string text) => Numbered(_ => text);

    private static void Numbered(Func<int, string> text)
    {
        var reader = new VcdReader(new VcdLog());
        for (int i = 0; i < 1_000_000; i++) reader.Feed(Encoding.ASCII.GetBytes(text(i)));
    }

    private sealed class Counter : IVcdSink
    {
        public long Changes { get; private set; }

        public void Declared(VcdDeclarations declared, long line)
        {
        }

        public void Time(long ns, long line)
        {
        }

        public void Change(int signal, ReadOnlySpan<byte> bits, long line) => Changes++;
    }
}
