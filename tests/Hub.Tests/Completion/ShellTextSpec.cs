using GpioHub.Hub.Commands.Completion;
using Xunit;

namespace GpioHub.Hub.Tests.Completion;

/// <summary>A line as it is typed, and words as bash takes them.</summary>
public class ShellTextSpec
{
    [Theory(DisplayName = "A typed line is words without quotes, the last as far as it is typed")]
    [InlineData("gpiohub", "", "", null)]
    [InlineData("gpiohub ", "", "", null)]
    [InlineData("gpiohub set ben", "set", "ben", null)]
    [InlineData("gpiohub set ", "set", "", null)]
    [InlineData("gpiohub  get\tbench/IGN   ivi:", "get|bench/IGN", "ivi:", null)]
    [InlineData("gpiohub get \"doors/Door F", "get", "doors/Door F", '"')]
    [InlineData("gpiohub get 'doors/Door F", "get", "doors/Door F", '\'')]
    [InlineData("gpiohub get \"doors/Door FL\" x", "get|doors/Door FL", "x", null)]
    [InlineData("gpiohub get doors/Door\\ F", "get", "doors/Door F", null)]
    [InlineData("gpiohub get a'b c'\"d e\"f", "get", "ab cd ef", null)]
    [InlineData("gpiohub get 'a\\b' ", "get|a\\b", "", null)]
    [InlineData("gpiohub get \"a\\b\\\"c\"", "get", "a\\b\"c", null)]
    [InlineData("gpiohub get '' x", "get|", "x", null)]
    [InlineData("gpiohub get ''", "get", "", null)]
    [InlineData("gpiohub get a\\", "get", "a\\", null)]
    public void Words(string text, string before, string word, char? quote)
    {
        var typed = ShellText.Of(text);
        Assert.Equal((before, word, quote), (string.Join('|', typed.Before), typed.Word, typed.Quote));
    }

    [Theory(DisplayName = "bash gets what stands behind its own word break, with a backslash where the shell has a meaning")]
    [InlineData("gpiohub get ivi:I", "ivi:IGN", " :=", "IGN")]
    [InlineData("gpiohub get ivi:I", "ivi:IGN", " ", "ivi:IGN")]
    [InlineData("gpiohub get iv", "ivi:IGN", " :=", "ivi:IGN")]
    [InlineData("gpiohub set bench/IGN=", "bench/IGN=1", " :=", "1")]
    [InlineData("gpiohub get doors/Do", "doors/Door (FL)", " :=", "doors/Door\\ \\(FL\\)")]
    [InlineData("gpiohub get \"doors/Do", "doors/Door (FL)", " :=", "doors/Door (FL)")]
    [InlineData("gpiohub get \"ivi:I", "ivi:IGN", " :=", "ivi:IGN")]
    public void Bash(string text, string candidate, string breaks, string word) =>
        Assert.Equal(word, BashWord.Of(candidate, ShellText.Of(text), breaks));
}
