using System.Text;
using GpioHub.Recording.Tests.Support;
using GpioHub.Recording.Vcd;
using Xunit;

namespace GpioHub.Recording.Tests.Vcd;

/// <summary>Files of whatever program are read (IF-4.3).</summary>
public class ReaderSpec
{
    private const string Head = "$timescale 1 ns $end\n$scope module top $end\n$var wire 1 ! a $end\n$upscope $end\n$enddefinitions $end\n";

    [Theory(DisplayName = "A time is in nanoseconds, whatever the unit of the file, rounded down")]
    [InlineData("1 s", "#3", 3_000_000_000)]
    [InlineData("100ms", "#3", 300_000_000)]
    [InlineData("10 us", "#3", 30_000)]
    [InlineData("1ns", "#3", 3)]
    [InlineData("100 ps", "#39", 3)]
    [InlineData("10ps", "#399", 3)]
    [InlineData("1ps", "#3999", 3)]
    [InlineData("100fs", "#39999", 3)]
    [InlineData("1 fs", "#18446744073709551615", 18446744073709)]
    public void Timescales(string scale, string time, long ns)
    {
        var log = VcdLog.Read($"$timescale {scale} $end $var wire 1 ! a $end $enddefinitions $end {time} 1!");
        Assert.Equal([$"{ns} a=1"], log.Changes);
    }

    [Fact(DisplayName = "Scopes, aliases, escaped names, names with blanks, single bits and ranges in either direction")]
    public void Names()
    {
        var log = VcdLog.Read("""
            $timescale 1 ns $end
            $scope module top $end
            $var wire 1 ! \esc[aped.name $end
            $var wire 1 " BREADY at last $end
            $scope begin inner $end
            $var reg 4 # data [3:0] $end
            $var reg 4 $ up [0:3] $end
            $var wire 1 % bit [7] $end
            $var wire 1 & bit[6] $end
            $upscope $end
            $scope module other $end
            $var wire 1 " alias $end
            $upscope $end
            $upscope $end
            $enddefinitions $end
            #0 1" b0101 # b1000 $
            """);
        Assert.Equal(
        [
            "top.esc[aped.name", "top.BREADY at last", "top.inner.data", "top.inner.up", "top.inner.bit[7]", "top.inner.bit[6]",
            "top.other.alias",
        ], log.Head.Variables.Select(variable => variable.Path));
        Assert.Equal(["0 top.BREADY at last,top.other.alias=1", "0 top.inner.data=0101", "0 top.inner.up=1000"], log.Changes);
        Assert.Equal([0, 3, 3, 0], new[] { (2, 3), (2, 0), (3, 3), (3, 0) }.Select(at => log.Head.Variables[at.Item1].PlaceOf(at.Item2)));
        Assert.Null(log.Head.Variables[2].PlaceOf(4));
        Assert.Null(log.Head.Variables[2].PlaceOf(-1));
    }

    [Theory(DisplayName = "A vector has its full length: filled up with 0, x or z, or cut off at the left")]
    [InlineData("b1", "0001")]
    [InlineData("b01", "0001")]
    [InlineData("bx1", "xxx1")]
    [InlineData("bZ", "zzzz")]
    [InlineData("B110101", "0101")]
    [InlineData("b10xz", "10xz")]
    [InlineData("bULHW", "x01x")]
    public void Vectors(string value, string bits) => Assert.Equal([$"0 v={bits}"],
        VcdLog.Read($"$timescale 1 ns $end $var wire 4 ! v [3:0] $end $enddefinitions $end #0 {value} !").Changes);

    [Fact(DisplayName = "VHDL's nine letters are levels where they are one, else x")]
    public void NineValues() => Assert.Equal("0011xxxxzz-".Replace('-', 'x'),
        string.Concat(VcdLog.Read($"{Head}#0 0! L! 1! H! X! U! W! x! z! Z! -!").Changes.Select(change => change[^1])));

    [Fact(DisplayName = "Dumps, comments anywhere, reals, texts, unknown commands: read as what they are, or passed over")]
    public void PassedOver()
    {
        var log = VcdLog.Read("""
            $date today $end $version x $end
            $comment
               of several lines, with $var in it
            $end
            $attrbegin misc 02 $end
            $timescale 1 ns $end
            $var wire 1 ! a $end
            $var real 64 r speed $end
            $var string 1 s state $end
            $var event 1 e e $end
            $enddefinitions $end
            0!
            $dumpvars x! r0 r $end
            #10 1! r1.25e3 r sIDLE s $comment here 0! too $end
            #20 $dumpoff x! $end
            #30 $dumpon 1! $end 1e
            #40
            $vcdclose #40 $end
            """);
        Assert.Equal(["-1 a=0", "-1 a=x", "10 a=1", "20 a=x", "30 a=1", "30 e=1"], log.Changes);
        Assert.Equal(("today", "x", 40), (log.Head.Date, log.Head.Version, log.EndNs));
    }

    [Fact(DisplayName = "In whatever pieces a file comes, it says the same")]
    public void Pieces()
    {
        byte[] text = Encoding.UTF8.GetBytes($"{Head}#0\r\n$dumpvars\r\n0!\r\n$end\r\n#12345\r\n1!\n#99999\n0!");
        var whole = VcdLog.Read(text);
        Assert.Equal(3, whole.Changes.Count);
        for (int piece = 1; piece < text.Length; piece++) Assert.Equal(whole.Changes, VcdLog.Read(text, piece).Changes);
    }

    [Fact(DisplayName = "A file that was cut off between two words is whole: what its beginning says stands")]
    public void CutOff()
    {
        var sources = VcdSources.Of([new VcdNet("bench", "IGN")]);
        byte[] text = Written.Bytes(sources, writer =>
        {
            for (int i = 1; i <= 100; i++) writer.Change(i * 10, 0, VcdLevels.Of(i % 2 == 1));
        });
        var whole = VcdLog.Read(text).Changes;
        int begin = Encoding.UTF8.GetString(text).IndexOf("#0", StringComparison.Ordinal);
        for (int length = begin; length < text.Length; length++)
        {
            if (text[length - 1] != (byte)'\n') continue;
            var cut = VcdLog.Read(text.AsSpan(0, length)).Changes;
            Assert.Equal(whole.Take(cut.Count), cut);
        }
    }
}
